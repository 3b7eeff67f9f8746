using Gateway.Core.Events;
using Gateway.Core.Ids;

namespace Gateway.Core.Directories;

/// <summary>One connected Okta app integration of an organization: its users, groups, tokens and events. The unit of isolation.</summary>
public sealed record Directory
{
    public required DirectoryId Id { get; init; }

    /// <summary>Under which Okta reaches it: <c>/scim/v2/{slug}</c>. Unique; see <see cref="DirectorySlug"/>.</summary>
    public required string Slug { get; init; }

    /// <summary>What people call it; need not be unique.</summary>
    public required string Name
    {
        get;
        init
        {
            field = value;
            Label = "";
        }
    }

    /// <summary>The customer it belongs to, in the words of the subscriber applications.</summary>
    public string? Organization
    {
        get;
        init
        {
            field = value;
            Label = "";
        }
    }

    /// <summary>Who pushes into it; <c>okta</c> today.</summary>
    public string Provider { get; init; } = "okta";

    public DirectorySettings Settings { get; init; } = new();

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The change that made this state; a change that starts from an older one is tried again.</summary>
    public required VersionId Version { get; init; }

    /// <summary>The envelope's <c>directory</c>, as its events carry it.</summary>
    public string Label
    {
        get => field.Length > 0 ? field : field = ChangeOrigin.LabelOf(Id, Name, Organization);
        private set;
    } = "";

    /// <summary>The origin of a change in it.</summary>
    public ChangeOrigin Origin(string source, string? cause) => new(Id, Label, Organization, source, cause);
}
