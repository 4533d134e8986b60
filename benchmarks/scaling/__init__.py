"""A studio of 200 machines on paper: a simulation of events, driven by what was measured on one."""
