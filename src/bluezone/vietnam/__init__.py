"""What the country knows: words, names, folding, telephone numbers, SMS. Pure; imports nothing of ours."""
