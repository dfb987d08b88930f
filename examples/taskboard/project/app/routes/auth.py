"""Who is asking: access tokens, issued after a sign-in and verified with every request."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.settings import settings

ALGORITHM = "HS256"

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def issue_token(user_id: int, lifetime: timedelta = timedelta(hours=1)) -> str:
    """An access token; give it to somebody who has proved to be this user."""
    claims = {"sub": str(user_id), "exp": datetime.now(UTC) + lifetime}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def current_user_id(credentials: Credentials) -> int:
    """The user whose access token came with the request.

    Raises:
        HTTPException: 401, without a token or with one that is not ours or has expired.
    """
    try:
        token = credentials.credentials if credentials else ""
        key = settings.secret_key.get_secret_value()
        claims = jwt.decode(token, key, [ALGORITHM], {"require": ["sub", "exp"]})
        return int(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        raise HTTPException(401, "Sign in first.", {"WWW-Authenticate": "Bearer"}) from None
