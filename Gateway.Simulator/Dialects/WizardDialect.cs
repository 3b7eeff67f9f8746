using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Dialects;

/// <summary>An app made with the App Integration Wizard: GET then PUT for everything, groups as whole member lists.</summary>
internal sealed class WizardDialect(OktaApp app) : Dialect(app)
{
    public override string Name => "wizard";

    protected override string Space => "+";

    public override Task UpdateProfileAsync(OktaUser user, CancellationToken cancellationToken) =>
        ReadAndWriteAsync(user, active: null, $"profile of {user.Profile.UserName}", cancellationToken);

    public override Task UpdateUserNameAsync(OktaUser user, CancellationToken cancellationToken) => UpdateProfileAsync(user, cancellationToken);

    public override Task DeactivateAsync(OktaUser user, CancellationToken cancellationToken) =>
        ReadAndWriteAsync(user, active: false, $"deactivate {user.Profile.UserName}", cancellationToken);

    /// <summary>Seen in the field: look up, then twice GET and PUT within seconds. The second PUT changes nothing.</summary>
    public override async Task ReactivateAsync(OktaUser user, CancellationToken cancellationToken)
    {
        await FindUserAsync(user, user.Profile.UserName, hits: 1, cancellationToken);
        await ReadAndWriteAsync(user, active: true, $"reactivate {user.Profile.UserName}", cancellationToken);
        await ReadAndWriteAsync(user, active: true, $"reactivate {user.Profile.UserName}, again", cancellationToken);
    }

    public override async Task PushGroupAsync(OktaGroup group, CancellationToken cancellationToken)
    {
        await FindGroupAsync(group, cancellationToken);
        await CreateGroupAsync(group, group.PushableMembers, cancellationToken);
    }

    public override Task RenameGroupAsync(OktaGroup group, CancellationToken cancellationToken) =>
        WriteAsync(group, $"rename to \"{group.Name}\"", cancellationToken);

    public override Task UpdateMembersAsync(OktaGroup group, CancellationToken cancellationToken) =>
        WriteAsync(group, $"\"{group.Name}\" has {People(group.PushableMembers.Count)}", cancellationToken);

    public override Task PushNowAsync(OktaGroup group, CancellationToken cancellationToken) =>
        WriteAsync(group, $"Push Now: {People(group.PushableMembers.Count)}", cancellationToken);

    private async Task WriteAsync(OktaGroup group, string says, CancellationToken cancellationToken)
    {
        var told = App.Linked(group);
        await App.AskAsync(
            ScimRequest.Get($"/Groups/{told.ScimId}", $"read \"{told.Name}\""),
            answer => AnswerChecks.IsGroup(answer, told.Name, ScimIds(told.Members), 200), cancellationToken);

        var members = group.PushableMembers;
        var next = told with { Name = group.Name, Members = Ids(members) };
        await App.TellAsync(
            ScimRequest.Put($"/Groups/{told.ScimId}", Bodies.WholeGroup(told.ScimId, group, Linked(members)), says),
            answer => AnswerChecks.IsGroup(answer, next.Name, ScimIds(next.Members), 200),
            (before, _) => before.With(next), cancellationToken);
    }
}
