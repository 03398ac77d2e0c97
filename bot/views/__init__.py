"""What people press: buttons and menus, and what follows from each."""
