using Gateway.Core.Ids;

namespace Gateway.Core.Directories;

/// <summary>Whom a request's credential opens.</summary>
/// <param name="Directory">The directory, at most half a second old.</param>
/// <param name="Token">The token that was used.</param>
/// <param name="Note">What the journal should say about how the credential was spelled, or null.</param>
public sealed record AuthenticatedDirectory(Directory Directory, TokenId Token, string? Note);
