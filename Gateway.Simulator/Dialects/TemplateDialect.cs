using System.Text.Json.Nodes;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Dialects;

/// <summary>A catalogue app or one of Okta's test apps: PATCH without path, and group memberships in batches of 100.</summary>
internal sealed class TemplateDialect(OktaApp app) : Dialect(app)
{
    /// <summary>Okta's default "Custom Patch Batch Size".</summary>
    private const int BatchSize = 100;

    public override string Name => "template";

    protected override string Space => "%20";

    public override Task UpdateProfileAsync(OktaUser user, CancellationToken cancellationToken) =>
        PatchAsync(user, App.Linked(user) with { Profile = user.Profile }, Mapped(user.Profile), $"profile of {user.Profile.UserName}", cancellationToken);

    /// <summary>Other accounts of the same kind send the profile as GET and PUT: sources disagree, so both are played.</summary>
    public override Task UpdateUserNameAsync(OktaUser user, CancellationToken cancellationToken) =>
        ReadAndWriteAsync(user, active: null, $"userName is now {user.Profile.UserName}", cancellationToken);

    public override Task DeactivateAsync(OktaUser user, CancellationToken cancellationToken) =>
        PatchAsync(user, App.Linked(user) with { Active = false }, new JsonObject { ["active"] = false }, $"deactivate {user.Profile.UserName}", cancellationToken);

    public override async Task ReactivateAsync(OktaUser user, CancellationToken cancellationToken)
    {
        await PatchAsync(user, App.Linked(user) with { Active = true }, new JsonObject { ["active"] = true }, $"reactivate {user.Profile.UserName}", cancellationToken);
        await ReadAndWriteAsync(user, active: null, $"profile of {user.Profile.UserName}", cancellationToken);
    }

    /// <summary>Created empty; then the name again, although nothing changed; then the members.</summary>
    public override async Task PushGroupAsync(OktaGroup group, CancellationToken cancellationToken)
    {
        await FindGroupAsync(group, cancellationToken);
        await CreateGroupAsync(group, [], cancellationToken);
        await UpdateMembersAsync(group, cancellationToken);
    }

    public override Task RenameGroupAsync(OktaGroup group, CancellationToken cancellationToken) =>
        NameAsync(group, $"rename to \"{group.Name}\"", cancellationToken);

    /// <summary>The name comes with every membership update. Removals of people who lost the app are never sent.</summary>
    public override async Task UpdateMembersAsync(OktaGroup group, CancellationToken cancellationToken)
    {
        var told = App.Linked(group);
        var now = Ids(group.Members);
        var removed = told.Members.Where(member => !now.Contains(member) && App.Told.Users[member].Active).ToList();
        var added = Ids(group.PushableMembers).Except(told.Members).ToList();

        await NameAsync(group, $"\"{group.Name}\" is still its name", cancellationToken);

        // Batches land concurrently: a server that reads, changes and writes a group loses members here.
        var changes = removed.Select(id => (Id: id, Add: false)).Concat(added.Select(id => (Id: id, Add: true)));
        await Task.WhenAll(changes.Chunk(BatchSize).Select(batch => ChangeAsync(
            group, [.. batch.Where(one => !one.Add).Select(one => one.Id)], [.. batch.Where(one => one.Add).Select(one => one.Id)], cancellationToken)));
    }

    public override Task PushNowAsync(OktaGroup group, CancellationToken cancellationToken)
    {
        var members = group.PushableMembers;
        return PatchAsync(
            group, Bodies.ReplaceMembers(Linked(members)), $"Push Now: {People(members.Count)}",
            told => told with { Members = Ids(members) }, cancellationToken);
    }

    private Task<ScimExchange> ChangeAsync(OktaGroup group, IReadOnlyList<string> removed, IReadOnlyList<string> added, CancellationToken cancellationToken)
    {
        var users = App.Told.Users;
        var operations = removed.Select(id => Bodies.RemoveMember(users[id])).ToList();
        if (added.Count > 0)
        {
            operations.Add(Bodies.AddMembers(added.Select(id => users[id])));
        }

        string[] says = [.. removed.Count > 0 ? [$"remove {People(removed.Count)}"] : Array.Empty<string>(), .. added.Count > 0 ? [$"add {People(added.Count)}"] : Array.Empty<string>()];
        return PatchAsync(
            group, Bodies.Patch([.. operations]), string.Join(", ", says),
            told => told with { Members = told.Members.Except(removed).Union(added) }, cancellationToken);
    }

    private Task<ScimExchange> NameAsync(OktaGroup group, string says, CancellationToken cancellationToken)
    {
        var value = new JsonObject { ["id"] = App.Linked(group).ScimId, ["displayName"] = group.Name };
        return PatchAsync(group, Bodies.Replace(value), says, told => told with { Name = group.Name }, cancellationToken);
    }

    private Task<ScimExchange> PatchAsync(OktaGroup group, JsonObject body, string says, Func<ToldGroup, ToldGroup> tells, CancellationToken cancellationToken)
    {
        var whole = body.ContainsKey("Operations") ? body : Bodies.Patch(body);
        return App.TellAsync(
            ScimRequest.Patch($"/Groups/{App.Linked(group).ScimId}", whole, says),
            answer => AnswerChecks.IsGroup(answer, group.Name, null, 200, 204),
            (told, _) => told.With(tells(told.Groups[group.Id])), cancellationToken);
    }

    private Task<ScimExchange> PatchAsync(OktaUser user, ToldUser next, JsonObject value, string says, CancellationToken cancellationToken) =>
        App.TellAsync(
            ScimRequest.Patch($"/Users/{next.ScimId}", Bodies.Patch(Bodies.Replace(value)), says),
            answer => AnswerChecks.IsUser(answer, user.Id, next.Profile, next.Active, 200, 204),
            (told, _) => told.With(next), cancellationToken);

    private static JsonObject Mapped(OktaProfile profile) => new()
    {
        ["userName"] = profile.UserName,
        ["name"] = Bodies.Name(profile),
        ["emails"] = Bodies.Emails(profile),
        ["displayName"] = profile.DisplayName,
        ["locale"] = profile.Locale,
        [Bodies.EnterpriseSchema] = Bodies.Enterprise(profile),
    };
}
