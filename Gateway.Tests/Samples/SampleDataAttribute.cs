using System.Reflection;
using Xunit.Sdk;

namespace Gateway.Tests.Samples;

/// <summary>Runs a theory with one sample, skipped with a reason where its language is absent. On <see cref="OnEveryDatabase"/>, once for each database.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SampleDataAttribute : DataAttribute
{
    private readonly Sample sample;

    public SampleDataAttribute(Sample sample)
    {
        this.sample = sample;
        Skip = sample switch
        {
            Sample.Node when Tools.Node is null => "node is missing.",
            Sample.NodeWithStandardWebhooks when Tools.Node is null || Tools.NodeModules is null => "node or the npm package standardwebhooks is missing.",
            Sample.Python when Tools.Python is null => "python3 is missing.",
            _ => null,
        };
    }

    public bool OnEveryDatabase { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        OnEveryDatabase ? Enum.GetValues<Database>().Select(database => (object[])[sample, database]) : [[sample]];
}
