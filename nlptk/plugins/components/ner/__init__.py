"""Named entities: a tag of the BILUO scheme for each token, decoded so that they always fit."""
