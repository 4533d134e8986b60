"""Room 7: what people see and decide on."""
