"""What a clip throws up: fire that turns to smoke, and the dust of masonry."""
