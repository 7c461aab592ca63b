"""The portal: what anybody may read without an account (R13, R14(3))."""
