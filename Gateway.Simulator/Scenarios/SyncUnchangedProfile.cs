using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Okta pushes a profile again in which nothing changed: it is answered, and nobody is told.</summary>
internal sealed class SyncUnchangedProfile : Scenario
{
    public override string Title => "Push an unchanged profile again";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        await okta.UpdateProfileAsync(org.Users[0], cancellationToken);
        await okta.UpdateUserNameAsync(org.Users[^1], cancellationToken);
    }
}
