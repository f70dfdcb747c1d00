"""One approved set of facts, said in every outlet: loudspeaker, SMS, web news, poster. Same facts, same words."""
