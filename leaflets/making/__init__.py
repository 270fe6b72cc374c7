"""Making: the recipe, the store, the workers, other machines, and making again."""
