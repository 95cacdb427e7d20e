"""The pages of this context: translate, call once, translate back."""
