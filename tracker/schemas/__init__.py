"""What goes over the wire: request and response models, one file a resource."""
