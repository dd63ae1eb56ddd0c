"""Language models as answerers, local or served, checked sentence by sentence."""
