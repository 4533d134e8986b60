"""What a clip changes when somebody says something of a version."""
