"""Pure rules of policy: resolution, working calendar, deadlines, clocks."""
