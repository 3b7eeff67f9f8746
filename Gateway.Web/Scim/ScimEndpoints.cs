using Gateway.Core.Scim.Errors;

namespace Gateway.Web.Scim;

/// <summary>The SCIM receiver's table of contents, under <c>/scim/v2/{directory}</c>, and under <c>/scim/v2</c> for the token's own directory.</summary>
public static class ScimEndpoints
{
    public static IServiceCollection AddScim(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ScimOptions>().BindConfiguration(ScimOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.RateLimit.RequestsPerSecond is >= 1 and <= 100_000, "Gateway:Scim:RateLimit:RequestsPerSecond must be between 1 and 100000.");
        services.AddOptionsWithValidateOnStart<PublicAddressOptions>().BindConfiguration(PublicAddressOptions.Section)
            .Validate(options => options.IsValid(), "Gateway:PublicUrl must be an absolute http or https URL without a query, e.g. https://gateway.example.com.");
        return services
            .AddSingleton<PublicAddress>()
            .AddSingleton<ScimAdmission>()
            .AddSingleton<ScimPipeline>()
            .AddSingleton<UserEndpoints>()
            .AddSingleton<GroupEndpoints>();
    }

    public static void MapScim(this IEndpointRouteBuilder routes)
    {
        var users = routes.ServiceProvider.GetRequiredService<UserEndpoints>();
        var groups = routes.ServiceProvider.GetRequiredService<GroupEndpoints>();
        foreach (var root in (string[])["/scim/v2/{directory}", "/scim/v2"])
        {
            var scim = new ScimRoutes(routes.MapGroup(root), routes.ServiceProvider.GetRequiredService<ScimPipeline>());
            scim.Map("/Users", ("GET", users.ListAsync), ("POST", users.CreateAsync));
            scim.Map("/Users/.search", ("POST", users.SearchAsync));
            scim.Map("/Users/{id}", ("GET", users.GetAsync), ("PUT", users.ReplaceAsync), ("PATCH", users.PatchAsync), ("DELETE", users.DeleteAsync));
            scim.Map("/Groups", ("GET", groups.ListAsync), ("POST", groups.CreateAsync));
            scim.Map("/Groups/.search", ("POST", groups.SearchAsync));
            scim.Map("/Groups/{id}", ("GET", groups.GetAsync), ("PUT", groups.ReplaceAsync), ("PATCH", groups.PatchAsync), ("DELETE", groups.DeleteAsync));
            scim.Map("/ServiceProviderConfig", ("GET", DiscoveryEndpoints.ServiceProviderConfig));
            scim.Map("/ResourceTypes", ("GET", DiscoveryEndpoints.ResourceTypes));
            scim.Map("/ResourceTypes/{id}", ("GET", DiscoveryEndpoints.ResourceType));
            scim.Map("/Schemas", ("GET", DiscoveryEndpoints.Schemas));
            scim.Map("/Schemas/{id}", ("GET", DiscoveryEndpoints.Schema));
            scim.MapAny("/Me/{**rest}", _ => Unsupported("/Me is not supported: a token names a directory, not a person. RFC 7644 §3.11."));
            scim.MapAny("/Bulk", _ => Unsupported("Bulk operations are not supported. RFC 7644 §3.7."));
            scim.MapAny("/.search", _ => Unsupported("Search users at /Users/.search and groups at /Groups/.search. RFC 7644 §3.4.3."));
            scim.MapFallback(request => Task.FromResult<ScimAnswer>(new ScimError(
                StatusCodes.Status404NotFound, null, $"There is nothing at {ScimError.Shown(request.Http.Request.Path)}: the resources are Users and Groups below {request.BaseUrl}.")));
        }
    }

    private static Task<ScimAnswer> Unsupported(string detail) =>
        Task.FromResult<ScimAnswer>(new ScimError(StatusCodes.Status501NotImplemented, null, detail));
}
