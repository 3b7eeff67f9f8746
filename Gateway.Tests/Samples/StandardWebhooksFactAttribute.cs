namespace Gateway.Tests.Samples;

/// <summary>A fact that needs node and the official <c>standardwebhooks</c> package; skipped with a reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StandardWebhooksFactAttribute : FactAttribute
{
    public StandardWebhooksFactAttribute()
    {
        if (Tools.Node is null || Tools.NodeModules is null)
        {
            Skip = "node or the npm package standardwebhooks is missing; ./test.sh installs both where it can.";
        }
    }
}
