"""What holds between a fund and its banks: pure, no Django, no database, no clock."""
