using Gateway.Contracts.Events;

namespace Gateway.Tests.Contracts;

public sealed class ContractsHouseTests
{
    [Fact]
    public void A_subscriber_needs_nothing_but_the_base_class_library() =>
        Assert.All(typeof(EventTypes).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
}
