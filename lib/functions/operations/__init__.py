"""Operations of the platform: one image, three commands."""
