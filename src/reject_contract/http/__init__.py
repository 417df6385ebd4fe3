"""Requests and answers: how they are sent, recorded and masked."""
