"""What people do with their bodies: stand, sit, kneel, crouch, jump and dance; look, point, wave and talk."""
