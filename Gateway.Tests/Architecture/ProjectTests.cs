using System.Xml.Linq;

namespace Gateway.Tests.Architecture;

/// <summary>Web → Worker → Core → Contracts, and the simulator knows the contracts only.</summary>
public sealed class ProjectTests
{
    [Theory]
    [InlineData("Gateway.Contracts")]
    [InlineData("Gateway.Core", "Gateway.Contracts")]
    [InlineData("Gateway.Worker", "Gateway.Core")]
    [InlineData("Gateway.Web", "Gateway.Worker")]
    [InlineData("Gateway.Simulator", "Gateway.Contracts")]
    public void A_project_refers_only_to_the_next_one(string project, params string[] next) =>
        Assert.Equal(next, References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))));

    [Fact]
    public void Contracts_needs_the_base_class_library_and_nothing_else()
    {
        Assert.Empty(References("Gateway.Contracts", "PackageReference"));
        Assert.Empty(References("Gateway.Contracts", "FrameworkReference"));
        Assert.All(
            typeof(global::Gateway.Contracts.Events.EventTypes).Assembly.GetReferencedAssemblies(),
            reference => Assert.True(reference.Name!.StartsWith("System.", StringComparison.Ordinal) || reference.Name is "netstandard" or "mscorlib", reference.Name));
    }

    [Fact]
    public void Core_knows_no_HTTP_server()
    {
        string[] server = ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Server"];
        var uses = TypeUses.Of(typeof(global::Gateway.Core.Storage.Dialect).Assembly)
            .Where(pair => server.Any(name => pair.Used.Namespace is { } used && (used == name || used.StartsWith(name + '.', StringComparison.Ordinal))))
            .Select(pair => $"{pair.User} uses {pair.Used}")
            .Distinct();
        Assert.Empty(uses);
    }

    [Fact]
    public void Web_names_the_worker_only_where_it_is_composed()
    {
        var naming = Repository.Sources("Gateway.Web")
            .Where(file => File.ReadAllText(file).Contains("Gateway.Worker", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.File("Gateway.Web"), file));
        Assert.Empty(naming.Except(["Program.cs", "GatewayHost.cs"]));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.File(project, $"{project}.csproj")).Descendants(kind)
            .Where(element => element.Attribute("PrivateAssets")?.Value != "all")
            .Select(element => element.Attribute("Include")!.Value);
}
