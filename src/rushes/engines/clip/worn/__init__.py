"""Characters in clothes that were cut: a wardrobe's take, bound to the body that it hangs on and carried along."""
