"""What every verb is made of: how it speaks, its settings, its processes, its files."""
