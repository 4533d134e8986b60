"""Props grown by code: meshes in metres, each part with the finish it is made of."""
