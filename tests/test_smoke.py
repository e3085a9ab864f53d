def test_cast(cast):
    assert cast.helene.full_name == "Hélène Roux"
