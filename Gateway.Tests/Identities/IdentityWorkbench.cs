using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Events;
using Gateway.Core.Identities;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Identities;

/// <summary>Users and groups on a real database, without a host around them.</summary>
internal sealed class IdentityWorkbench : IAsyncDisposable
{
    private readonly OpenedDatabase opened;

    private IdentityWorkbench(OpenedDatabase opened)
    {
        this.opened = opened;
        Events = new EventLog(opened.Database);
        Memberships = new Memberships(opened.Database, Events, new ChangeSignal(), TimeProvider.System);
        Users = NewUsers();
        Groups = new Groups(opened.Database, Events, Memberships, new ChangeSignal(), TimeProvider.System);
        Origin = NewOrigin();
    }

    public Core.Storage.Database Database => opened.Database;

    public EventLog Events { get; }

    public Memberships Memberships { get; }

    public Users Users { get; }

    public Groups Groups { get; }

    public ChangeOrigin Origin { get; }

    public static async Task<IdentityWorkbench> CreateAsync(Tests.Database kind) => new(await OpenedDatabase.CreateAsync(kind));

    public static ChangeOrigin NewOrigin()
    {
        var directory = TypedId.New<DirectoryId>();
        return new ChangeOrigin(directory, ChangeOrigin.LabelOf(directory, "Acme", "acme"), "acme", Sources.Scim, "req_test");
    }

    public static ScimUser User(string userName, string? externalId = null, bool active = true) =>
        UserReader.Read(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["userName"] = userName,
            ["externalId"] = externalId,
            ["active"] = active,
            ["name"] = new JsonObject { ["givenName"] = "Ada \"Q\" Ünï", ["familyName"] = "Byron" },
            ["emails"] = new JsonArray(new JsonObject { ["value"] = userName, ["primary"] = true }),
        }.ToJsonString())).Value!;

    public Task<ScimResult<UserWritten>> CreateAsync(string userName, string? externalId = null) =>
        Users.CreateAsync(Origin, User(userName, externalId), CancellationToken.None);

    public async Task<UserId> HasUserAsync(string userName, string? externalId = null) => (await CreateAsync(userName, externalId)).Value!.User.Id;

    public async Task<GroupId> HasGroupAsync(string name, params UserId[] members)
    {
        var body = new GroupBody(new ScimGroup(new JsonObject { ["schemas"] = new JsonArray(ScimUrns.Group), ["displayName"] = name }), [.. members.Select(id => id.ToString())]);
        return (await Groups.CreateAsync(Origin, body, GroupRules.Strict, CancellationToken.None)).Value!.Group.Id;
    }

    public async Task<ScimError?> PatchMembersAsync(GroupId group, string op, IEnumerable<string> values)
    {
        var patch = new JsonObject
        {
            ["Operations"] = new JsonArray(new JsonObject
            {
                ["op"] = op,
                ["path"] = "members",
                ["value"] = new JsonArray([.. values.Select(value => (JsonNode)new JsonObject { ["value"] = value })]),
            }),
        };
        var operations = PatchReader.Read(Encoding.UTF8.GetBytes(patch.ToJsonString()));
        return (await Groups.PatchAsync(Origin, group, operations.Value!, GroupRules.Strict, Precondition.None, CancellationToken.None)).Error;
    }

    public async Task<IReadOnlyList<UserId>> MembersAsync(GroupId group) =>
        [.. (await Groups.ReadMemberIdsAsync(Origin.Directory, [group], CancellationToken.None))[group]];

    public async Task<IReadOnlyList<StoredEvent>> ToldAsync() => await Events.ReadAsync(Origin.Directory, 0, 10_000, CancellationToken.None);

    /// <summary>What another process on the same database would use: it has seen nobody yet.</summary>
    public Users NewUsers() =>
        new(opened.Database, Events, Memberships, new RecentUsers(), new RecentCreates(TimeProvider.System), new ChangeSignal(), TimeProvider.System);

    public ValueTask DisposeAsync() => opened.DisposeAsync();
}
