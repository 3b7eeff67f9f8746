using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>A state of a user as it will be written: every derived column computed once.</summary>
internal sealed record UserRow
{
    public required StoredUser Stored { get; init; }

    public required string UserNameKey { get; init; }

    public required string? ExternalId { get; init; }

    public required string? EmailKey { get; init; }

    /// <summary>Folded e-mail values beside <see cref="EmailKey"/>.</summary>
    public required IReadOnlyList<string> FurtherEmailKeys { get; init; }

    public required bool Active { get; init; }

    public required string Search { get; init; }

    public required string Payload { get; init; }

    public static UserRow Of(UserId id, ScimUser user, DateTimeOffset createdAt, DateTimeOffset now)
    {
        var primary = user.PrimaryEmail is { } email ? Fold.Of(email) : null;
        var emails = user.Emails;
        return new UserRow
        {
            Stored = new StoredUser(id, user.ToJson(), VersionId.New(), createdAt, now),
            UserNameKey = Fold.Of(user.UserName),
            ExternalId = user.ExternalId,
            EmailKey = primary,
            FurtherEmailKeys = emails.Count < 2 ? [] : [.. emails.Select(Fold.Of).Where(key => key != primary).Distinct()],
            Active = user.Active,
            Search = SearchText.Of(user.Attributes),
            Payload = Payloads.Of(id, user, createdAt, now),
        };
    }
}
