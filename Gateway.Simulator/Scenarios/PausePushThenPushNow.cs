using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>While a push is deactivated nothing is said; "Push Now" then overwrites, and a second one changes nothing.</summary>
internal sealed class PausePushThenPushNow : Scenario
{
    public override string Title => "Pause a group push, change its members, Push Now twice";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0 && org.Users.Count > 1;

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var group = org.Groups[0];
        group.Members.Remove(org.Users[^1]);
        group.Members.Add(org.Users[0]);
        await okta.PushNowAsync(group, cancellationToken);
        await okta.PushNowAsync(group, cancellationToken);
    }
}
