"""Papers of a set: plan, elevations, sections, schedules, as drawings to scale."""
