"""What the floor is measured with: jobs that are nothing but a set time of one core. Imports nothing that a job does not need."""
