using System.Text.Json.Serialization;
using Gateway.Core.Directories;

namespace Gateway.Web.Api;

/// <summary>A SCIM token as the management API shows it.</summary>
internal sealed record TokenBody(
    string Id, string Name, string LastFour, TokenState State, DateTimeOffset CreatedAt, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>The secret itself; only in the answer that issues it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenBody Of(DirectoryToken token) => new(
        token.Id.ToString(), token.Name, token.LastFour, token.Active ? TokenState.Active : TokenState.Inactive,
        token.CreatedAt, token.IssuedAt, token.ExpiresAt, token.LastUsedAt);

    public static TokenBody Of(IssuedToken issued) => Of(issued.Token) with { Token = issued.Secret };
}

[JsonConverter(typeof(JsonStringEnumConverter<TokenState>))]
internal enum TokenState
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Refused like a wrong token until it is active again.</summary>
    [JsonStringEnumMemberName("inactive")]
    Inactive,
}
