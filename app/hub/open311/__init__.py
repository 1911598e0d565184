"""Open311 GeoReport v2: public-report clients of others bring reports here and follow them."""
