using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Core.Directories;

/// <summary>How a directory treats what is pushed into it. Stored and shown as snake_case JSON.</summary>
public sealed record DirectorySettings
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What a pushed group does when its display name is taken.</summary>
    public GroupMatching GroupMatching { get; init; } = GroupMatching.Strict;

    /// <summary>What a full member list does to members that it does not name.</summary>
    public MemberRetention MemberRetention { get; init; } = MemberRetention.Replace;

    /// <summary>Groups are not taken: GET /Groups answers an empty list, group writes are refused.</summary>
    public bool UsersOnly { get; init; }

    /// <summary>By which attribute Okta finds a person.</summary>
    public UniqueIdentifier UniqueIdentifier { get; init; } = UniqueIdentifier.UserName;

    public DirectorySwitches Switches { get; init; } = new();

    public Provisioning Provisioning { get; init; } = Provisioning.On;

    public DirectoryMode Mode { get; init; } = DirectoryMode.Scim;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote, by this program or by an older one: what is absent has its default.</summary>
    public static DirectorySettings FromJson(string json) => JsonSerializer.Deserialize<DirectorySettings>(json, Json) ?? new DirectorySettings();
}

/// <summary>Which operations Okta may carry out. One that is off is answered 403 with the switch's name, and nothing is stored.</summary>
public sealed record DirectorySwitches
{
    public bool Create { get; init; } = true;

    public bool Update { get; init; } = true;

    public bool Deactivate { get; init; } = true;

    public bool Groups { get; init; } = true;
}

[JsonConverter(typeof(JsonStringEnumConverter<GroupMatching>))]
public enum GroupMatching
{
    /// <summary>A taken display name is a 409.</summary>
    [JsonStringEnumMemberName("strict")]
    Strict,

    /// <summary>A pushed group adopts the group of that name; from then on it is known by id.</summary>
    [JsonStringEnumMemberName("by_display_name")]
    ByDisplayName,
}

[JsonConverter(typeof(JsonStringEnumConverter<MemberRetention>))]
public enum MemberRetention
{
    /// <summary>They are removed, as RFC 7644 says.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>They stay; only an explicit <c>remove</c> removes.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,
}

[JsonConverter(typeof(JsonStringEnumConverter<UniqueIdentifier>))]
public enum UniqueIdentifier
{
    [JsonStringEnumMemberName("userName")]
    UserName,

    /// <summary>A <c>userName eq</c> without a hit is tried as the primary e-mail of exactly one person.</summary>
    [JsonStringEnumMemberName("email")]
    Email,
}

[JsonConverter(typeof(JsonStringEnumConverter<Provisioning>))]
public enum Provisioning
{
    [JsonStringEnumMemberName("on")]
    On,

    /// <summary>Changes are stored; deliveries are held.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Every SCIM request is answered 403.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}

[JsonConverter(typeof(JsonStringEnumConverter<DirectoryMode>))]
public enum DirectoryMode
{
    [JsonStringEnumMemberName("scim")]
    Scim,

    /// <summary>People appear at their first sign-in, reported by the application; SCIM writes are answered 403.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,
}
