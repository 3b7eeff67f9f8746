using System.Text.Json.Serialization;
using Gateway.Core.Directories;
using Directory = Gateway.Core.Directories.Directory;

namespace Gateway.Web.Api;

/// <summary>A directory as the management API shows it.</summary>
internal sealed record DirectoryBody(
    string Id, string Name, string Slug, string? Organization, string Provider, DirectorySettings Settings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DirectoryScimBody Scim)
{
    public static DirectoryBody Of(Directory directory, string publicUrl, string? token = null) => new(
        directory.Id.ToString(),
        directory.Name,
        directory.Slug,
        directory.Organization,
        directory.Provider,
        directory.Settings,
        directory.CreatedAt,
        directory.UpdatedAt,
        new DirectoryScimBody($"{publicUrl}/scim/v2/{directory.Slug}", token));

    /// <summary>Reads settings, all of them optional, into a change of the present ones.</summary>
    public static Func<DirectorySettings, DirectorySettings> ReadSettings(ApiBody body)
    {
        var settings = body.Object("settings");
        var switches = settings.Object("switches");
        var groupMatching = settings.Word<GroupMatching>("group_matching");
        var memberRetention = settings.Word<MemberRetention>("member_retention");
        var usersOnly = settings.Flag("users_only");
        var uniqueIdentifier = settings.Word<UniqueIdentifier>("unique_identifier");
        var provisioning = settings.Word<Provisioning>("provisioning");
        var mode = settings.Word<DirectoryMode>("mode");
        var create = switches.Flag("create");
        var update = switches.Flag("update");
        var deactivate = switches.Flag("deactivate");
        var groups = switches.Flag("groups");
        return present => present with
        {
            GroupMatching = groupMatching ?? present.GroupMatching,
            MemberRetention = memberRetention ?? present.MemberRetention,
            UsersOnly = usersOnly ?? present.UsersOnly,
            UniqueIdentifier = uniqueIdentifier ?? present.UniqueIdentifier,
            Provisioning = provisioning ?? present.Provisioning,
            Mode = mode ?? present.Mode,
            Switches = new DirectorySwitches
            {
                Create = create ?? present.Switches.Create,
                Update = update ?? present.Switches.Update,
                Deactivate = deactivate ?? present.Switches.Deactivate,
                Groups = groups ?? present.Switches.Groups,
            },
        };
    }
}

/// <param name="BaseUrl">What goes into Okta as the SCIM connector base URL.</param>
/// <param name="Token">Only in the answer to its creation.</param>
internal sealed record DirectoryScimBody(string BaseUrl, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token);
