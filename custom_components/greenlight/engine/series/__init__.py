"""What a series consists of for one rule, and how far each episode of it has come. Pure."""
