using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Core.Requests;

public static class RequestServices
{
    /// <summary>Needs <c>AddStorage</c>.</summary>
    public static IServiceCollection AddRequestJournal(this IServiceCollection services)
    {
        services.AddSingleton<RequestStore>();
        services.AddSingleton<RequestJournal>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestJournal>());
        return services;
    }
}
