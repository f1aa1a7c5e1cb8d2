"""No settings of the product: both servers are started alike."""
