namespace Gateway.Tests.Samples;

/// <summary>The samples of <c>docs/samples</c>.</summary>
public enum Sample
{
    CSharp,
    Node,
    NodeWithStandardWebhooks,
    Python,
}
