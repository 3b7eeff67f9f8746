using System.Text.RegularExpressions;
using Gateway.Tests.Samples;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Docs;

/// <summary>The documents name only addresses and settings that exist.</summary>
public sealed partial class DocumentedSurfaceTests
{
    // Read by name where the host is composed; it has no options class and no line in the example.
    private const string ReadByName = "Gateway:Worker:InProcess";

    [Fact]
    public async Task Every_address_that_a_document_names_is_served()
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);
        var routes = gateway.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => Segments(endpoint.RoutePattern.RawText ?? ""))
            .ToArray();

        var named = Named(Address());

        Assert.NotEmpty(named);
        Assert.All(named, address => Assert.True(routes.Any(route => Serves(route, Segments(address.Text))), $"{address.Document} names {address.Text}, which is no route."));
    }

    [Fact]
    public void Every_setting_that_a_document_names_stands_in_the_example()
    {
        var example = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Tools.Root, "appsettings.example.json"))
            .Build();

        var named = Named(Setting()).Where(setting => setting.Text != ReadByName).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, setting => Assert.True(example.GetSection(setting.Text).Exists(), $"{setting.Document} names {setting.Text}, which appsettings.example.json lacks."));
    }

    private static (string Document, string Text)[] Named(Regex pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Tools.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Tools.Root, "README.md"))
            .SelectMany(document => pattern.Matches(File.ReadAllText(document)).Select(match => (Path.GetRelativePath(Tools.Root, document), match.Value.TrimEnd('/', '.'))))
            .Distinct(),
    ];

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Serves(string[] route, string[] address) =>
        (route.Length == address.Length || (route.Length > address.Length && route.Skip(address.Length).All(segment => segment.StartsWith("{*", StringComparison.Ordinal))))
        && route.Zip(address).All(pair => pair.First.StartsWith('{') || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"/(api/v1|health)/[\w/…-]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<=`)(Gateway|ConnectionStrings)(:\w+)+(?=`)")]
    private static partial Regex Setting();
}
