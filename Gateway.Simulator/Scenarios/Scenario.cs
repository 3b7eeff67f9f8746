using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Something an administrator does in Okta.</summary>
internal abstract class Scenario
{
    /// <summary>What is done, as a heading.</summary>
    public abstract string Title { get; }

    /// <summary>Whether this organization has whom it needs.</summary>
    public virtual bool IsPossible(OktaOrg org) => true;

    /// <summary>Changes the organization, and lets the app integration say so.</summary>
    public abstract Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken);
}
