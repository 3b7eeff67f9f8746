namespace Gateway.Tests.Harness;

/// <summary>One gateway for each database, for test classes whose cases take a directory of their own. A class fixture.</summary>
public sealed class SharedGateways : IAsyncLifetime
{
    private readonly Dictionary<Database, Lazy<Task<TestGateway>>> gateways =
        Enum.GetValues<Database>().ToDictionary(database => database, database => new Lazy<Task<TestGateway>>(() => TestGateway.StartAsync(database)));

    public Task<TestGateway> OnAsync(Database database) => gateways[database].Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var gateway in gateways.Values.Where(gateway => gateway.IsValueCreated && gateway.Value.IsCompletedSuccessfully))
        {
            await (await gateway.Value).DisposeAsync();
        }
    }
}
