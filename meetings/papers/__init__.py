"""What the alliance's official papers say: builders from records to `common.official.Paper`.

The builders of bulletin and summary take plain values, so that they know no model.
"""
