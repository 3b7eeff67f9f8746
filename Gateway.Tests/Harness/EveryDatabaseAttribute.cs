using System.Reflection;
using Xunit.Sdk;

namespace Gateway.Tests.Harness;

/// <summary>Runs a theory once on each database. Further arguments, if any, follow the database and are the same for both.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EveryDatabaseAttribute(params object[] arguments) : DataAttribute
{
    public object[] Arguments => arguments;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enum.GetValues<Database>().Select(database => (object[])[database, .. arguments]);
}
