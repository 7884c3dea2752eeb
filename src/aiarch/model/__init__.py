"""Pure frozen types. No I/O, no clock, no imports from other layers than `errors`."""
