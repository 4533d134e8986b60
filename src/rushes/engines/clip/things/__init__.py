"""Things of a clip, grown as props: each maker takes a size, a style and chance, and gives meshes by slot."""
