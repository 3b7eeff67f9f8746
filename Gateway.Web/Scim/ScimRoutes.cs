using Gateway.Core.Scim.Errors;

namespace Gateway.Web.Scim;

/// <summary>One path is one route with its methods, so that a wrong method is answered in SCIM's form, with Allow.</summary>
internal sealed class ScimRoutes(RouteGroupBuilder group, ScimPipeline pipeline)
{
    public void Map(string path, params (string Method, Func<ScimRequest, Task<ScimAnswer>> Work)[] methods)
    {
        var allow = string.Join(", ", methods.Select(method => method.Method));
        var table = methods.ToDictionary(method => method.Method, method => method.Work, StringComparer.OrdinalIgnoreCase);
        if (table.TryGetValue("GET", out var get))
        {
            table.Add("HEAD", get); // The same answer without its body. RFC 9110 §9.3.2.
        }

        MapAny(path, request => table.TryGetValue(request.Http.Request.Method, out var work)
            ? work(request)
            : Task.FromResult((ScimAnswer)new ScimError(StatusCodes.Status405MethodNotAllowed, null, $"This address takes {allow}.") with { Allow = allow }));
    }

    public void MapAny(string path, Func<ScimRequest, Task<ScimAnswer>> work) =>
        group.Map(path, http => pipeline.RunAsync(http, work));

    public void MapFallback(Func<ScimRequest, Task<ScimAnswer>> work) =>
        group.Map("/{**path}", http => pipeline.RunAsync(http, work)).WithOrder(int.MaxValue);
}
